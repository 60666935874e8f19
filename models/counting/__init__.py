"""What to count next: where the record is most likely wrong, and where stock has most likely run
out without anybody's knowledge. Judged from records alone; each proposal shows its parts."""
