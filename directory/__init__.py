"""Who and what the council has: services, places, people, responsibility, matching, the sample council."""
