"""The dialogues of making kits and of taking them apart."""
