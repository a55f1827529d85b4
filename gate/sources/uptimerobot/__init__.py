"""UptimeRobot: somebody else's eye on the site."""
