// Secrets at rest: SM4-CTR, then HMAC-SM3 over all of it, under master keys that can be changed.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base {

inline constexpr size_t secret_bytes_max = 1 << 20;
inline constexpr size_t master_key_bytes = 32;

/// The master keys that may open, and the one that closes. A key is named by the first 16
/// characters of the SM3 of itself, so a ring of files needs no list.
class KeyRing {
public:
    /// One key a line, 64 hexadecimal characters; the first closes. Errors: `master_key_malformed`.
    static Result<KeyRing> parse(std::string_view text);
    /// Reads a file that only its owner may read (mode 0600 or 0400).
    /// Errors: `master_key_open_to_others`, `master_key_malformed`, `file_unreadable`.
    static Result<KeyRing> read(std::string const& path);
    /// A new line for the file.
    static std::string make_line();

    /// "s1.<key>.<base64url of iv, text, tag>". `context` (table, column, row) is not stored but
    /// must be the same to open, so a secret cannot be moved elsewhere. Errors: `secret_too_large`.
    Result<std::string> close(std::string_view secret, std::string_view context) const;
    /// Errors: `secret_broken` (another context, a changed byte), `master_key_missing`.
    Result<std::string> open(std::string_view closed, std::string_view context) const;
    /// True when another key than the first closed it: open it and close it again.
    bool is_old(std::string_view closed) const;

private:
    std::map<std::string, std::string, std::less<>> keys_;
    std::string first_;
};

}  // namespace base
