"""A supervisor sees who can do what, and says what they do from now on."""

from tests.edge.serving import Served


def test_skills_and_zones_are_listed_and_edited(served: Served) -> None:
    made = served.post("/api/v1/people", {"name": "Bo", "pin": "1234"}).json()
    body = {
        "type": "edit_person",
        "command_id": "people-0001",
        "person": made["id"],
        "fields": {"skills": ["forklift", "cold"], "zones": ["B", "A"], "zones_only": True},
    }
    answer = served.post("/api/v1/commands", body)
    assert answer.json()["outcome"] == "line_done", answer.text
    listed = served.get("/api/v1/people").json()["items"]
    assert next(each for each in listed if each["name"] == "Bo") == {
        "id": made["id"],
        "name": "Bo",
        "role": "worker",
        "skills": ["cold", "forklift"],
        "zones": ["B", "A"],
        "zones_only": True,
        "status": "active",
        "language": "en",
        "partner": None,
        "owner": None,
    }
