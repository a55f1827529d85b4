"""Alaska Pay's web page: a small real single-page app, served the way its host serves it."""
