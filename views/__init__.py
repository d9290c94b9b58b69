"""What people see: Block Kit built in Python, words in Jinja2 templates. Pure: no queries, no clock."""
