"""Labels as data: what stands where, in millimetres; and their text for ZPL printers."""
