"""What a text asks for: services, place, kind and danger, from the council's own words. Nothing here knows cases."""
