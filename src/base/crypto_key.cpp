// Signing keys over OpenSSL's EVP interface.
#include "base/crypto_key.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include <algorithm>

#include "base/check.hpp"
#include "base/digest.hpp"

namespace base {

struct KeyData {
    EVP_PKEY* key;
    explicit KeyData(EVP_PKEY* k) : key(k) {}
    ~KeyData() { EVP_PKEY_free(key); }
    KeyData(KeyData const&) = delete;
    KeyData& operator=(KeyData const&) = delete;
};

namespace {

template <auto Free>
struct FreeWith {
    template <typename T>
    void operator()(T* p) const {
        Free(p);
    }
};
using Bio = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;
using Digest = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeWith<EVP_PKEY_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, FreeWith<BN_clear_free>>;

constexpr std::string_view sm2_identity = "1234567812345678";
constexpr int pbkdf2_rounds = 200'000;
// The name of SM2's curve and the size of its private number.
constexpr char sm2_group[] = "SM2";
constexpr size_t private_bytes = 32;

unsigned char const* bytes_of(std::string_view text) {
    return reinterpret_cast<unsigned char const*>(text.data());
}

Bio reader(std::string_view text) { return Bio(BIO_new_mem_buf(text.data(), int(text.size()))); }

std::string text_of(BIO* bio) {
    char* data = nullptr;
    long const size = BIO_get_mem_data(bio, &data);
    return {data, size_t(size)};
}

Result<KeyKind> kind_of(EVP_PKEY const* key) {
    if (EVP_PKEY_is_a(key, "ED25519")) return KeyKind::ed25519;
    if (EVP_PKEY_is_a(key, "SM2")) return KeyKind::sm2;
    return invalid("key_kind_unknown", {}, {{"kind", EVP_PKEY_get0_type_name(key)}});
}

/// Ready to sign or verify: SM2 needs its identity before the digest is begun.
struct Signing {
    Digest digest{EVP_MD_CTX_new()};
    KeyContext context;

    Signing(EVP_PKEY* key, KeyKind kind) {
        CHECK(digest);
        if (kind != KeyKind::sm2) return;
        context.reset(EVP_PKEY_CTX_new(key, nullptr));
        CHECK(context && EVP_PKEY_CTX_set1_id(context.get(), sm2_identity.data(),
                                              int(sm2_identity.size())) == 1);
        EVP_MD_CTX_set_pkey_ctx(digest.get(), context.get());
    }
};

EVP_MD const* digest_of(KeyKind kind) { return kind == KeyKind::sm2 ? EVP_sm3() : nullptr; }

std::string public_der(EVP_PKEY* key) {
    unsigned char* out = nullptr;
    int const size = i2d_PUBKEY(key, &out);
    CHECK(size > 0);
    std::string der(reinterpret_cast<char const*>(out), size_t(size));
    OPENSSL_free(out);
    return der;
}

/// The point of a private number on SM2's curve, uncompressed.
std::string sm2_point(BIGNUM const* number) {
    EC_GROUP* const group = EC_GROUP_new_by_curve_name(NID_sm2);
    EC_POINT* const point = EC_POINT_new(group);
    std::string out(65, '\0');
    CHECK(EC_POINT_mul(group, point, number, nullptr, nullptr, nullptr) == 1);
    CHECK(EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED,
                             reinterpret_cast<unsigned char*>(out.data()), out.size(),
                             nullptr) == out.size());
    EC_POINT_free(point);
    EC_GROUP_free(group);
    return out;
}

EVP_PKEY* sm2_from_bytes(std::string_view bytes) {
    Number const number(BN_bin2bn(bytes_of(bytes), int(bytes.size()), nullptr));
    EC_GROUP* const group = EC_GROUP_new_by_curve_name(NID_sm2);
    bool const in_range =
        !BN_is_zero(number.get()) && BN_cmp(number.get(), EC_GROUP_get0_order(group)) < 0;
    EC_GROUP_free(group);
    if (!in_range) return nullptr;
    std::string const point = sm2_point(number.get());
    OSSL_PARAM_BLD* const build = OSSL_PARAM_BLD_new();
    OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, sm2_group, 0);
    OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, number.get());
    OSSL_PARAM* const params = OSSL_PARAM_BLD_to_param(build);
    KeyContext const context(EVP_PKEY_CTX_new_from_name(nullptr, "SM2", nullptr));
    EVP_PKEY* key = nullptr;
    if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, params) != 1)
        key = nullptr;
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(build);
    return key;
}

std::unexpected<Error> malformed() {
    ERR_clear_error();
    return invalid("key_malformed", {});
}

Result<X509_ALGOR*> encryption() {
    unsigned char salt[16];
    CHECK(RAND_bytes(salt, sizeof salt) == 1);
    X509_ALGOR* const algorithm = PKCS5_pbe2_set_iv(EVP_sm4_cbc(), pbkdf2_rounds, salt, sizeof salt,
                                                    nullptr, NID_hmacWithSHA256);
    CHECK(algorithm != nullptr);
    return algorithm;
}

int give_pass_phrase(char* out, int size, int, void* data) {
    auto const& phrase = *static_cast<std::string_view const*>(data);
    if (phrase.size() > size_t(size)) return -1;
    std::copy(phrase.begin(), phrase.end(), out);
    return int(phrase.size());
}

}  // namespace

std::string_view key_kind_text(KeyKind kind) { return kind == KeyKind::sm2 ? "sm2" : "ed25519"; }

Result<KeyKind> parse_key_kind(std::string_view text) {
    if (text == "sm2") return KeyKind::sm2;
    if (text == "ed25519") return KeyKind::ed25519;
    return invalid("key_kind_unknown", {}, {{"kind", std::string(text)}});
}

PublicKey::PublicKey(std::shared_ptr<KeyData const> data, KeyKind kind)
    : data_(std::move(data)), kind_(kind), id_(digest_hex(DigestKind::sm3, der())) {}

Result<PublicKey> PublicKey::from_der(std::string_view der) {
    if (der.size() > key_text_bytes_max) return malformed();
    unsigned char const* at = bytes_of(der);
    EVP_PKEY* const key = d2i_PUBKEY(nullptr, &at, long(der.size()));
    if (key == nullptr) return malformed();
    auto data = std::make_shared<KeyData const>(key);
    // Nothing may follow, and the bytes must be the ones we would write: one key has one id.
    if (at != bytes_of(der) + der.size() || public_der(key) != der) return malformed();
    auto const kind = TRY(kind_of(key));
    return PublicKey(std::move(data), kind);
}

Result<PublicKey> PublicKey::from_pem(std::string_view pem) {
    if (pem.size() > key_text_bytes_max) return malformed();
    Bio const bio = reader(pem);
    EVP_PKEY* const key = PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr);
    if (key == nullptr) return malformed();
    auto data = std::make_shared<KeyData const>(key);
    auto const kind = TRY(kind_of(key));
    return PublicKey(std::move(data), kind);
}

std::string PublicKey::der() const { return public_der(data_->key); }

std::string PublicKey::pem() const {
    Bio const bio(BIO_new(BIO_s_mem()));
    CHECK(PEM_write_bio_PUBKEY(bio.get(), data_->key) == 1);
    return text_of(bio.get());
}

bool PublicKey::verify(std::string_view message, std::string_view signature) const {
    Signing const signing(data_->key, kind_);
    bool const good = EVP_DigestVerifyInit(signing.digest.get(), nullptr, digest_of(kind_), nullptr,
                                           data_->key) == 1 &&
                      EVP_DigestVerify(signing.digest.get(), bytes_of(signature), signature.size(),
                                       bytes_of(message), message.size()) == 1;
    ERR_clear_error();
    return good;
}

PrivateKey PrivateKey::make(KeyKind kind) {
    EVP_PKEY* const key =
        EVP_PKEY_Q_keygen(nullptr, nullptr, kind == KeyKind::sm2 ? "SM2" : "ED25519");
    CHECK(key != nullptr);
    return {std::make_shared<KeyData const>(key), kind};
}

Result<PrivateKey> PrivateKey::from_bytes(KeyKind kind, std::string_view bytes) {
    if (bytes.size() != private_bytes) return malformed();
    EVP_PKEY* const key = kind == KeyKind::sm2
                              ? sm2_from_bytes(bytes)
                              : EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr,
                                                             bytes_of(bytes), bytes.size());
    if (key == nullptr) return malformed();
    return PrivateKey(std::make_shared<KeyData const>(key), kind);
}

Result<PrivateKey> PrivateKey::from_pem(std::string_view pem, std::string_view pass_phrase) {
    // A key that lies open is refused: who can read the file could sign.
    if (pem.size() > key_text_bytes_max ||
        pem.find("BEGIN ENCRYPTED PRIVATE KEY") == std::string_view::npos)
        return malformed();
    Bio const bio = reader(pem);
    EVP_PKEY* const key =
        PEM_read_bio_PrivateKey(bio.get(), nullptr, give_pass_phrase, &pass_phrase);
    ERR_clear_error();
    if (key == nullptr) return fail(ErrorKind::forbidden, "key_pass_phrase", {});
    auto data = std::make_shared<KeyData const>(key);
    auto const kind = TRY(kind_of(key));
    return PrivateKey(std::move(data), kind);
}

Result<std::string> PrivateKey::to_pem(std::string_view pass_phrase) const {
    if (pass_phrase.size() < pass_phrase_bytes_min || pass_phrase.size() > pass_phrase_bytes_max)
        return invalid("pass_phrase_length", {},
                       {{"least", std::to_string(pass_phrase_bytes_min)},
                        {"most", std::to_string(pass_phrase_bytes_max)}});
    auto* const algorithm = TRY(encryption());
    PKCS8_PRIV_KEY_INFO* const open = EVP_PKEY2PKCS8(data_->key);
    CHECK(open != nullptr);
    X509_SIG* const closed =
        PKCS8_set0_pbe(pass_phrase.data(), int(pass_phrase.size()), open, algorithm);
    PKCS8_PRIV_KEY_INFO_free(open);
    CHECK(closed != nullptr);
    Bio const bio(BIO_new(BIO_s_mem()));
    CHECK(PEM_write_bio_PKCS8(bio.get(), closed) == 1);
    X509_SIG_free(closed);
    return text_of(bio.get());
}

PublicKey PrivateKey::public_key() const {
    auto key = PublicKey::from_der(public_der(data_->key));
    CHECK(key.has_value());
    return std::move(*key);
}

std::string PrivateKey::sign(std::string_view message) const {
    Signing const signing(data_->key, kind_);
    std::string out(128, '\0');
    size_t size = out.size();
    CHECK(EVP_DigestSignInit(signing.digest.get(), nullptr, digest_of(kind_), nullptr,
                             data_->key) == 1);
    CHECK(EVP_DigestSign(signing.digest.get(), reinterpret_cast<unsigned char*>(out.data()), &size,
                         bytes_of(message), message.size()) == 1);
    out.resize(size);
    return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace base
