"""Slack requests in: read the request, call one function, answer. No SQL and no rules."""
