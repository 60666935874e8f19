"""Tables of robots, which never replicate; edge/store/robots.py writes and reads them."""

ROBOTS_DDL = """
CREATE TABLE IF NOT EXISTS robot_floor(
  id INTEGER PRIMARY KEY CHECK(id=1), body BLOB NOT NULL, at_ms INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS robot_seat(
  serial TEXT PRIMARY KEY, body BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS robot_word(
  name TEXT PRIMARY KEY, reason TEXT NOT NULL, person TEXT NOT NULL, at_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS robot_refused(
  task_id INTEGER PRIMARY KEY, reason TEXT NOT NULL, at_ms INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS task_transport_unit ON task(unit_id)
  WHERE kind='transport' AND done_at_ms IS NULL;
"""
"""robot_word: segments that people have blocked, by name; "*" is all of them.
robot_refused: tasks a robot has failed at, which are people's from then on."""
