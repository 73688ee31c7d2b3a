"""消息: inbox, e-mail and SMS."""
