/* Digests by OpenSSL, the only file that includes it in base: see digest.h. */
#include "src/base/digest.h"

#include <assert.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

/* Algorithms are fetched and contexts made once per thread: a fetch costs more than an MD5. */
static _Thread_local struct {
    EVP_MD *md5;
    EVP_MD *sha256;
    EVP_MD_CTX *context;
} openssl;

static void prepare(void)
{
    if (openssl.context)
        return;
    openssl.md5 = EVP_MD_fetch(NULL, "MD5", NULL);
    openssl.sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    openssl.context = EVP_MD_CTX_new();
    assert(openssl.md5 && openssl.sha256 && openssl.context);
}

static void digest_once(EVP_MD *algorithm, struct slice data, uint8_t *out)
{
    unsigned len;
    EVP_DigestInit_ex2(openssl.context, algorithm, NULL);
    EVP_DigestUpdate(openssl.context, data.at, data.len);
    EVP_DigestFinal_ex(openssl.context, out, &len);
}

void digest_md5(struct slice data, uint8_t out[static MD5_LEN])
{
    prepare();
    digest_once(openssl.md5, data, out);
}

void digest_sha256(struct slice data, uint8_t out[static SHA256_LEN])
{
    prepare();
    digest_once(openssl.sha256, data, out);
}

void digest_hmac_sha256(struct slice key, struct slice data, uint8_t out[static SHA256_LEN])
{
    unsigned len;
    prepare();
    HMAC(openssl.sha256, key.at, (int)key.len, (const unsigned char *)data.at, data.len, out, &len);
}

struct digest *digest_md5_begin(void)
{
    prepare();
    EVP_DigestInit_ex2(openssl.context, openssl.md5, NULL);
    return (struct digest *)openssl.context;
}

void digest_md5_add(struct digest *digest, const void *data, size_t len)
{
    EVP_DigestUpdate((EVP_MD_CTX *)digest, data, len);
}

void digest_md5_end(struct digest *digest, uint8_t out[static MD5_LEN])
{
    unsigned len;
    EVP_DigestFinal_ex((EVP_MD_CTX *)digest, out, &len);
}

void hex_encode(const void *data, size_t len, char *out)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *bytes = data;
    for (size_t i = 0; i < len; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
}
