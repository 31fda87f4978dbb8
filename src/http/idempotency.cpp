// Idempotency keys in memory.
#include "http/idempotency.hpp"

namespace http {
namespace {

constexpr int64_t kept_ms = 24 * 3'600'000;

std::string name_of(IdempotencyKey const& key) {
    return key.tenant + "\n" + key.actor + "\n" + key.key;
}

}  // namespace

void IdempotencyMemory::forget_old(int64_t now_ms) {
    std::erase_if(entries_, [now_ms](auto const& one) {
        return one.second.reply && one.second.since_ms + kept_ms < now_ms;
    });
}

base::Result<std::optional<KeptReply>> IdempotencyMemory::begin(IdempotencyKey const& key) {
    std::lock_guard const lock(mutex_);
    if (entries_.size() >= keys_most_) forget_old(key.now_ms);
    std::string const name = name_of(key);
    auto const at = entries_.find(name);
    if (at == entries_.end()) {
        if (entries_.size() >= keys_most_)
            return base::fail(base::ErrorKind::unavailable, "idempotency_full", {});
        entries_.emplace(name, Entry{key.fingerprint, key.now_ms, std::nullopt});
        return std::nullopt;
    }
    base::Place const place = {.field = "Idempotency-Key"};
    if (at->second.fingerprint != key.fingerprint)
        return base::fail(base::ErrorKind::conflict, "idempotency_mismatch", place);
    if (!at->second.reply)
        return base::fail(base::ErrorKind::conflict, "idempotency_in_progress", place);
    return at->second.reply;
}

base::Result<void> IdempotencyMemory::finish(IdempotencyKey const& key, KeptReply const& reply) {
    std::lock_guard const lock(mutex_);
    entries_[name_of(key)].reply = reply;
    return {};
}

void IdempotencyMemory::abandon(IdempotencyKey const& key) {
    std::lock_guard const lock(mutex_);
    entries_.erase(name_of(key));
}

}  // namespace http
