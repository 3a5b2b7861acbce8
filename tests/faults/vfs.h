/* Puts the planned fault between SQLite and the system: its files and its memory. */
#ifndef ROPELINE_TESTS_FAULTS_VFS_H
#define ROPELINE_TESTS_FAULTS_VFS_H

/* Once, before anything else uses SQLite. */
void faults_install(void);

#endif
