"""What each verb of the command line does. The verbs themselves, with their options, are in bot/cli.py."""
