/* `ropeline backup --db FILE --to FILE`: a copy of the file while the server runs. */
#ifndef ROPELINE_BACKUP_H
#define ROPELINE_BACKUP_H

#define BACKUP_HELP                                                                                \
    "copies the file of a server, which may go on running, to a new file that --db can open, "     \
    "checked for damage; exits 0, else 1, or 2 when an option is wrong"

/* The arguments after the verb; --db may come from ROPELINE_DB. Returns the exit code; a failure is
 * one line on stderr. */
int backup(int argc, char **argv);

#endif
