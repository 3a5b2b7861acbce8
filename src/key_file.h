/* Access keys from where the configuration says that they are. */
#ifndef ROPELINE_KEY_FILE_H
#define ROPELINE_KEY_FILE_H

#include "src/access/keys.h"
#include "src/config.h"

/* Reads the file or the text of the environment (both: the file's lines come first); without either
 * there are no keys. False: `error` is one line for the user. Release the keys in any case. */
bool key_file_read(const struct config *config, struct keys *ret, char *error, size_t error_size);

#endif
