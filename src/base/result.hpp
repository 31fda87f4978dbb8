// Result<T>: a value, or an Error that says what failed, where, and what the caller may do.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace base {

/// Canonical failure kinds. The kind decides what the caller can do; `code` says which rule broke.
enum class ErrorKind : uint8_t {
    invalid,       // The request can never succeed as written.             HTTP 400
    unauthorized,  // No, or unknown, credentials.                          HTTP 401
    forbidden,     // Known caller, action not allowed.                     HTTP 403
    not_found,     // No such object in the caller's tenant.                HTTP 404
    conflict,      // The state changed or already exists; re-read, retry.  HTTP 409
    limit,         // A documented limit was exceeded.                      HTTP 429
    unavailable,   // Transient; retry with the same idempotency key.       HTTP 503
    internal,      // A bug. Logged with location, never shown in detail.   HTTP 500
};

/// Where the offending input stands. Unknown parts are empty or 0; lines and columns count from 1.
struct Place {
    std::string file = {};
    int32_t line = 0;
    int32_t column = 0;      // In characters (code points), not bytes.
    std::string field = {};  // Column name, YAML key path or JSON Pointer.
};

/// Named values for the message text, in the order they were given.
using Args = std::vector<std::pair<std::string, std::string>>;

struct Error {
    ErrorKind kind = ErrorKind::internal;
    std::string code;  // Stable, snake_case; its text in zh and en stands in service/labels.csv.
    Place at;
    Args args;
};

template <typename T>
using Result = std::expected<T, Error>;

/// Returns the unexpected value for `return`; `code` is documented in service/labels.csv.
inline std::unexpected<Error> fail(ErrorKind kind, std::string_view code, Place at,
                                   Args args = {}) {
    return std::unexpected(Error{kind, std::string(code), std::move(at), std::move(args)});
}

inline std::unexpected<Error> invalid(std::string_view code, Place at, Args args = {}) {
    return fail(ErrorKind::invalid, code, std::move(at), std::move(args));
}

}  // namespace base

/// Unwraps a Result, or returns its error from the enclosing function.
/// Only as `auto x = TRY(…);`, `x = TRY(…);`, `TRY(…);` or `return TRY(…);`: inside braces
/// g++ 12 leaks the members built so far (tools/tidy.py refuses it there).
#define TRY(expression)                                             \
    (__extension__({                                                \
        auto&& try_result_ = (expression);                          \
        if (!try_result_.has_value()) [[unlikely]]                  \
            return std::unexpected(std::move(try_result_).error()); \
        *std::move(try_result_);                                    \
    }))

/// The same for Result<void>.
#define TRY_VOID(expression)                                        \
    do {                                                            \
        auto&& try_result_ = (expression);                          \
        if (!try_result_.has_value()) [[unlikely]]                  \
            return std::unexpected(std::move(try_result_).error()); \
    } while (false)
