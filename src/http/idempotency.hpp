// Idempotency keys: a write sent twice is done once, and answered twice alike.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace http {

/// What is kept of a finished write.
struct KeptReply {
    int32_t status = 0;
    std::string type;
    std::string body;
};

struct IdempotencyKey {
    std::string tenant;
    std::string actor;
    std::string key;          // As the client chose it.
    std::string fingerprint;  // SHA-256 over method, target and body.
    int64_t now_ms = 0;
};

/// Where keys are kept; the store's one writes in a table. From many threads.
class IdempotencyStore {
public:
    virtual ~IdempotencyStore() = default;
    /// The reply kept for this key, or nothing: then the write is this caller's, who must end it
    /// with `finish` or `abandon`.
    /// Errors: `idempotency_mismatch`, `idempotency_in_progress` (both conflict).
    virtual base::Result<std::optional<KeptReply>> begin(IdempotencyKey const& key) = 0;
    virtual base::Result<void> finish(IdempotencyKey const& key, KeptReply const& reply) = 0;
    virtual void abandon(IdempotencyKey const& key) = 0;
};

/// Keeps the keys in memory, for tests and for an edition without a store.
class IdempotencyMemory final : public IdempotencyStore {
public:
    explicit IdempotencyMemory(size_t keys_most = 10'000) : keys_most_(keys_most) {}
    base::Result<std::optional<KeptReply>> begin(IdempotencyKey const& key) override;
    base::Result<void> finish(IdempotencyKey const& key, KeptReply const& reply) override;
    void abandon(IdempotencyKey const& key) override;

private:
    struct Entry {
        std::string fingerprint;
        int64_t since_ms = 0;
        std::optional<KeptReply> reply;
    };
    void forget_old(int64_t now_ms);

    size_t keys_most_;
    std::mutex mutex_;
    std::map<std::string, Entry> entries_;
};

}  // namespace http
