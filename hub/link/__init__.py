"""Sites reaching the hub: enrolment, sync sessions, freshness."""
