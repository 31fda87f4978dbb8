// Digests through OpenSSL's EVP interface.
#include "base/digest.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "base/check.hpp"

namespace base {
namespace {

EVP_MD const* algorithm(DigestKind kind) {
    switch (kind) {
        case DigestKind::md5: return EVP_md5();
        case DigestKind::sha256: return EVP_sha256();
        case DigestKind::sm3: return EVP_sm3();
    }
    CHECK(false);
}

std::string to_hex(unsigned char const* bytes, size_t count) {
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(2 * count);
    for (size_t i = 0; i < count; ++i) {
        out += digits[bytes[i] >> 4];
        out += digits[bytes[i] & 15];
    }
    return out;
}

}  // namespace

struct DigestStream::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    ~State() { EVP_MD_CTX_free(context); }
};

DigestStream::DigestStream(DigestKind kind) : state_(std::make_unique<State>()) {
    CHECK(EVP_DigestInit_ex(state_->context, algorithm(kind), nullptr) == 1);
}

DigestStream::~DigestStream() = default;

void DigestStream::add(std::string_view bytes) {
    CHECK(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
}

std::string DigestStream::hex() {
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    CHECK(EVP_DigestFinal_ex(state_->context, out, &length) == 1);
    return to_hex(out, length);
}

std::string digest_hex(DigestKind kind, std::string_view bytes) {
    DigestStream stream(kind);
    stream.add(bytes);
    return stream.hex();
}

std::string hmac_sm3_hex(std::string_view key, std::string_view bytes) {
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    CHECK(HMAC(EVP_sm3(), key.data(), int(key.size()),
               reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size(), out,
               &length) != nullptr);
    return to_hex(out, length);
}

std::string random_hex(int count) {
    std::string bytes(size_t(count), '\0');
    CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), count) == 1);
    return to_hex(reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size());
}

}  // namespace base
