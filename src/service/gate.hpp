// The gate: from a proof that a request brought to the account behind it and its session.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "service/place.hpp"
#include "store/account.hpp"

namespace service {

/// Somebody who is signed in.
struct Known {
    store::Identity identity;              // Of purpose service; a token's own when it has one.
    std::vector<std::string> roles;        // Sorted names.
    std::vector<std::string> permissions;  // Sorted; none while the password must be changed.
    std::string sign_in;                   // Id of the sign-in or token.
    bool must_change = false;              // The password is a first one.
    bool is_token = false;                 // Then `identity.purpose` is the only one it works for.
    std::shared_ptr<store::Session const> session;
};

/// Looks up proofs; keeps what it found for `gate_memory_ms`, so a change by another process counts
/// after that. From many threads.
class Gate {
public:
    explicit Gate(Place const& place) : place_(place) {}

    /// A sign-in's secret. None when it is unknown, expired, ended or idle for too long.
    base::Result<std::optional<Known>> find_sign_in(std::string const& secret,
                                                    store::Moment const& moment);
    base::Result<std::optional<Known>> find_token(std::string const& secret,
                                                  store::Moment const& moment);
    /// Whom a gateway names.
    base::Result<std::optional<Known>> find_external(store::External const& external,
                                                     store::Moment const& moment);
    /// After a change of accounts, roles or sign-ins.
    void forget();

private:
    struct Kept {
        Known known;
        store::Instant until = 0;
    };
    /// What is kept under a key, else what `read` finds, which is then kept.
    template <typename Read>
    base::Result<std::optional<Known>> find(std::string const& key, store::Instant now, Read read);
    std::optional<Known> recall(std::string const& key, store::Instant now);
    void keep(std::string const& key, Known const& known, store::Instant now);

    Place const& place_;
    std::mutex mutex_;  // Over kept_.
    std::unordered_map<std::string, Kept> kept_;
};

inline constexpr int64_t gate_memory_ms = 1000;
inline constexpr size_t gate_memory_max = 10'000;

}  // namespace service
