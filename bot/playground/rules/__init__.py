"""What Discord refuses, and with which code. Rules read bodies and the world; they change neither."""
