/* Digests by OpenSSL EVP, fetched once. The only file of base that knows OpenSSL. */
#ifndef ROPELINE_BASE_DIGEST_H
#define ROPELINE_BASE_DIGEST_H

#include "src/base/slice.h"

#define MD5_LEN        16
#define MD5_HEX_LEN    32
#define SHA256_LEN     32
#define SHA256_HEX_LEN 64

void digest_md5(struct slice data, uint8_t out[static MD5_LEN]);
void digest_sha256(struct slice data, uint8_t out[static SHA256_LEN]);
void digest_hmac_sha256(struct slice key, struct slice data, uint8_t out[static SHA256_LEN]);

/* MD5 in parts: attributes are digested field by field. */
struct digest;
struct digest *digest_md5_begin(void); /* one at a time per thread; ended by digest_md5_end */
void digest_md5_add(struct digest *digest, const void *data, size_t len);
void digest_md5_end(struct digest *digest, uint8_t out[static MD5_LEN]);

/* Same bytes? Takes as long wherever they differ: for signatures and other secrets. */
bool digest_equal(const void *a, const void *b, size_t len);

/* Lower-case hex; `out` takes 2 * len characters, no NUL. */
void hex_encode(const void *data, size_t len, char *out);

#endif
