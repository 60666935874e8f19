"""Who may do what: permissions, the roles that hold them, and what of a role's rows one sees."""
