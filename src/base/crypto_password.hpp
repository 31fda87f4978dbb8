// Passwords: Argon2id with its parameters in one place, a limit of hashes at a time, and a policy.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace base {

inline constexpr size_t password_bytes_max = 1024;
inline constexpr int password_hashes_max = 4;  // At a time: memory is this times `memory_kib`.

struct PasswordCost {
    uint32_t passes = 2;
    uint32_t memory_kib =
        19456;  // 19 MiB, 2 passes: 15 to 20 ms (docs/sources.md, RFC 9106, OWASP).
};

/// "$argon2id$v=19$m=…,t=…,p=1$salt$hash". At most `password_hashes_max` hashes are made at a
/// time, others wait. Errors: `password_length`, `password_memory` (unavailable).
Result<std::string> hash_password(std::string_view password, PasswordCost cost = {});

/// False for another password, and for a text that is no hash.
bool check_password(std::string_view password, std::string_view hash);

/// True when the hash was made at another cost: hash again when its owner next signs in.
bool needs_rehash(std::string_view hash, PasswordCost cost = {});

struct PasswordPolicy {
    int64_t length_long = 12;  // Characters from which any mixture will do.
    int64_t length_least = 8;  // From which it will with `classes`.
    int64_t classes = 3;       // Of lower case, upper case, digits, others.
};

/// Whether a new password is good enough. The common ones and those with the user's name in them
/// (of 3 characters or more) are refused whatever their length. Errors: `password_length`,
/// `password_weak`, `password_common`, `password_has_name`.
Result<void> check_policy(std::string_view password, std::string_view user,
                          PasswordPolicy const& policy = {});

}  // namespace base
