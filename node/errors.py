"""The family of errors that an operator can act on.

OperatorError
├── node.asking.AskError          the running program refused
├── node.backup.BackupError       no backup was made, or the one given is not taken
├── node.config.ConfigError       a setting is unknown or of the wrong shape
├── node.keys.KeyFileError        a secret is missing, damaged or open to others
├── node.lock.FolderBusy          another process works on the folder
└── and those of a program: its folder cannot be opened, made or joined
"""


class OperatorError(Exception):
    """What is wrong and what to do, in one line: the command line tells it and exits with 1."""
