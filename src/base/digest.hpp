// Digests: MD5 for the official .log files, SHA-256 for content hashes, HMAC-SM3 for person keys.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace base {

enum class DigestKind : unsigned char { md5, sha256, sm3 };

/// Lower-case hexadecimal digest.
std::string digest_hex(DigestKind kind, std::string_view bytes);

/// Lower-case hexadecimal HMAC-SM3 (64 characters).
std::string hmac_sm3_hex(std::string_view key, std::string_view bytes);

/// A digest over bytes that arrive in pieces.
class DigestStream {
public:
    explicit DigestStream(DigestKind kind);
    ~DigestStream();
    DigestStream(DigestStream const&) = delete;
    DigestStream& operator=(DigestStream const&) = delete;

    void add(std::string_view bytes);
    /// Ends the stream; call once.
    std::string hex();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// `count` bytes from the operating system's random source, as hexadecimal.
std::string random_hex(int count);

}  // namespace base
