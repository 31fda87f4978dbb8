// Argon2id by libsodium.
#include "base/crypto_password.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <semaphore>

#include "base/check.hpp"
#include "base/text.hpp"

namespace base {
namespace {

// Those at the head of every published list of leaked passwords, and what Chinese keyboards and
// lucky numbers add; in lower case. Shorter ones fall by their length.
constexpr std::array common_passwords = {
    "1q2w3e4r5t6y", "1qaz2wsx3edc",  "123456789012", "1234567890ab",  "aa123456789",
    "abc123456789", "abcd12345678",  "admin123456",  "administrator", "asdfghjkl123",
    "changeme1234", "iloveyou1314",  "iloveyou520",  "letmein12345",  "p@ssw0rd",
    "p@ssw0rd123",  "passw0rd123",   "password",     "password1",     "password123",
    "password1234", "password12345", "qazwsxedcrfv", "qq123456789",   "qwer12345678",
    "qwertyuiop12", "qwertyuiop[]",  "welcome12345", "woaini1314520", "woaini520",
    "zhongguo2008", "zxcvbnm12345",  "wupian123456", "wupian2026",    "pass@word1",
    "admin@123",    "abc@123456",    "1qaz@wsx",     "root@123456",   "test@123456"};

std::counting_semaphore<password_hashes_max>& places() {
    static std::counting_semaphore<password_hashes_max> all(password_hashes_max);
    return all;
}

/// One of the places in which memory may be taken.
class HashPlace {
public:
    HashPlace() { places().acquire(); }
    ~HashPlace() { places().release(); }
    HashPlace(HashPlace const&) = delete;
    HashPlace& operator=(HashPlace const&) = delete;
};

void start_sodium() {
    static int const started = sodium_init();
    CHECK(started >= 0);
}

/// libsodium reads a hash up to a zero.
bool is_hash(std::string_view hash) {
    return hash.size() < crypto_pwhash_STRBYTES && hash.starts_with("$argon2id$");
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
    return out;
}

int64_t classes_of(std::string_view password) {
    bool lower_case = false, upper_case = false, digit = false, other = false;
    for (char c : password) {
        if (c >= 'a' && c <= 'z')
            lower_case = true;
        else if (c >= 'A' && c <= 'Z')
            upper_case = true;
        else if (c >= '0' && c <= '9')
            digit = true;
        else
            other = true;
    }
    return int64_t(lower_case) + int64_t(upper_case) + int64_t(digit) + int64_t(other);
}

/// One character over and over, or up or down by one: aaaaaaaaaaaa, 123456789012.
bool is_run(std::string_view password) {
    if (password.size() < 2) return true;
    for (int step : {-1, 0, 1}) {
        size_t breaks = 0;
        for (size_t i = 1; i < password.size(); ++i)
            breaks += password[i] - password[i - 1] == step ? 0 : 1;
        if (breaks <= 1) return true;
    }
    return false;
}

}  // namespace

Result<std::string> hash_password(std::string_view password, PasswordCost cost) {
    start_sodium();
    if (password.empty() || password.size() > password_bytes_max)
        return invalid("password_length", {},
                       {{"least", "1"}, {"most", std::to_string(password_bytes_max)}});
    std::string out(crypto_pwhash_STRBYTES, '\0');
    HashPlace const place;
    if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), cost.passes,
                              size_t(cost.memory_kib) * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return fail(ErrorKind::unavailable, "password_memory", {});
    out.resize(out.find('\0'));
    return out;
}

bool check_password(std::string_view password, std::string_view hash) {
    start_sodium();
    if (!is_hash(hash) || password.size() > password_bytes_max) return false;
    std::string const text(hash);
    HashPlace const place;
    return crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0;
}

bool needs_rehash(std::string_view hash, PasswordCost cost) {
    start_sodium();
    if (!is_hash(hash)) return true;
    std::string const text(hash);
    return crypto_pwhash_str_needs_rehash(text.c_str(), cost.passes,
                                          size_t(cost.memory_kib) * 1024) != 0;
}

Result<void> check_policy(std::string_view password, std::string_view user,
                          PasswordPolicy const& policy) {
    int64_t const length = int64_t(count_code_points(password));
    if (length < policy.length_least || password.size() > password_bytes_max)
        return invalid("password_length", {},
                       {{"least", std::to_string(policy.length_least)},
                        {"most", std::to_string(password_bytes_max)}});
    if (length < policy.length_long && classes_of(password) < policy.classes)
        return invalid("password_weak", {},
                       {{"length", std::to_string(policy.length_long)},
                        {"classes", std::to_string(policy.classes)}});
    std::string const small = lower(password);
    bool const is_common = std::find(common_passwords.begin(), common_passwords.end(), small) !=
                           common_passwords.end();
    if (is_common || is_run(small)) return invalid("password_common", {});
    if (user.size() >= 3 && small.find(lower(user)) != std::string::npos)
        return invalid("password_has_name", {});
    return {};
}

}  // namespace base
