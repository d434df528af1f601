"""What the program can be asked to do: the one list behind the command line, the web page and the API."""
