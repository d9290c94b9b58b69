"""Slack's Web API, one module a family. `dispatch.py` takes the calls."""
