"""Lists on their way out: tables that people open in a spreadsheet, and a database for analysts."""
