"""What a person is led through: each turn is read, judged by its stage, and led on by the table."""
