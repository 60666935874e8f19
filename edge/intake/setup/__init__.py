"""How a site wants things done, as rows of files: rules, release channels, cartons, own fields."""
