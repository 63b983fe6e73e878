@rem The npm scripts begin with "exec", so that a signal sent to npm reaches the program; cmd.exe has no such word.
@%*
