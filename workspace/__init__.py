"""A local Slack workspace in the browser, for trying the bot and for testing it. Imports nothing of ours."""
