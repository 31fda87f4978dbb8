// Encrypt, then authenticate; the two keys are made from the master key, one for each use.
#include "base/crypto_secret.hpp"

#include <openssl/evp.h>
#include <sys/stat.h>

#include "base/check.hpp"
#include "base/crypto_key.hpp"
#include "base/digest.hpp"
#include "base/encode.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

namespace base {
namespace {

constexpr size_t iv_bytes = 16;
constexpr size_t tag_bytes = 32;
constexpr size_t name_characters = 16;
constexpr std::string_view form = "s1.";

std::string hmac(std::string_view key, std::string_view bytes) {
    return from_hex(hmac_sm3_hex(key, bytes)).value();
}

/// SM4-CTR: the same for both directions.
std::string sm4_ctr(std::string_view key, std::string_view iv, std::string_view bytes) {
    EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
    auto const data = [](std::string_view text) {
        return reinterpret_cast<unsigned char const*>(text.data());
    };
    std::string out(bytes.size(), '\0');
    int size = 0;
    CHECK(EVP_EncryptInit_ex(context, EVP_sm4_ctr(), nullptr, data(key), data(iv)) == 1);
    CHECK(EVP_EncryptUpdate(context, reinterpret_cast<unsigned char*>(out.data()), &size,
                            data(bytes), int(bytes.size())) == 1);
    CHECK(size_t(size) == bytes.size());
    EVP_CIPHER_CTX_free(context);
    return out;
}

/// Lengths stand before the parts, so that no two inputs give the same bytes.
std::string tag_of(std::string_view master, std::string_view context, std::string_view sealed) {
    return hmac(hmac(master, "authenticate"),
                std::to_string(context.size()) + ":" + std::string(context) + std::string(sealed));
}

std::string encryption_key(std::string_view master) {
    return hmac(master, "encrypt").substr(0, 16);
}

std::unexpected<Error> broken() { return invalid("secret_broken", {}); }

}  // namespace

Result<KeyRing> KeyRing::parse(std::string_view text) {
    KeyRing out;
    int32_t number = 0;
    for (std::string_view line : split(text, '\n')) {
        ++number;
        line = trim(line);
        if (line.empty()) continue;
        auto const key = from_hex(line);
        if (!key || key->size() != master_key_bytes)
            return invalid("master_key_malformed", {.line = number});
        std::string const name = digest_hex(DigestKind::sm3, *key).substr(0, name_characters);
        if (out.first_.empty()) out.first_ = name;
        out.keys_[name] = *key;
    }
    if (out.first_.empty()) return invalid("master_key_malformed", {.line = 1});
    return out;
}

Result<KeyRing> KeyRing::read(std::string const& path) {
    struct stat status{};
    if (stat(path.c_str(), &status) == 0 && (status.st_mode & 077) != 0)
        return fail(ErrorKind::forbidden, "master_key_open_to_others", {.file = path});
    auto const text = TRY(read_file(path, 1 << 16));
    auto ring = parse(text);
    if (!ring) ring.error().at.file = path;
    return ring;
}

std::string KeyRing::make_line() { return random_hex(int(master_key_bytes)) + "\n"; }

Result<std::string> KeyRing::close(std::string_view secret, std::string_view context) const {
    if (secret.size() > secret_bytes_max)
        return fail(ErrorKind::limit, "secret_too_large", {},
                    {{"most", std::to_string(secret_bytes_max)}});
    std::string const& master = keys_.at(first_);
    std::string const iv = from_hex(random_hex(int(iv_bytes))).value();
    std::string const sealed = iv + sm4_ctr(encryption_key(master), iv, secret);
    return std::string(form) + first_ + "." +
           to_base64url(sealed + tag_of(master, context, sealed));
}

Result<std::string> KeyRing::open(std::string_view closed, std::string_view context) const {
    size_t const text_at = form.size() + name_characters + 1;
    if (!closed.starts_with(form) || closed.size() < text_at || closed[text_at - 1] != '.' ||
        closed.size() > 2 * secret_bytes_max)
        return broken();
    auto const name = closed.substr(form.size(), name_characters);
    auto const key = keys_.find(name);
    if (key == keys_.end())
        return fail(ErrorKind::forbidden, "master_key_missing", {}, {{"key", std::string(name)}});
    auto const bytes = from_base64url(closed.substr(text_at));
    if (!bytes || bytes->size() < iv_bytes + tag_bytes) return broken();
    std::string_view const sealed(bytes->data(), bytes->size() - tag_bytes);
    std::string_view const tag(bytes->data() + sealed.size(), tag_bytes);
    if (!equal_in_constant_time(tag_of(key->second, context, sealed), tag)) return broken();
    return sm4_ctr(encryption_key(key->second), sealed.substr(0, iv_bytes),
                   sealed.substr(iv_bytes));
}

bool KeyRing::is_old(std::string_view closed) const {
    return !closed.starts_with(std::string(form) + first_ + ".");
}

}  // namespace base
