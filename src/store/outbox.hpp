// Outbox: outgoing effects written with what caused them, delivered at least once.
#pragma once

#include <string>
#include <vector>

#include "domain/work.hpp"
#include "store/session.hpp"

namespace store {

/// Writes a message in the caller's transaction; it leaves only if that commits.
base::Result<domain::OutboxMessage> put_message(Transaction& tx, Session const& session,
                                                std::string const& topic,
                                                std::string const& payload);

struct Claim {
    std::string worker;
    int64_t limit = 10;
    int64_t lease_ms = 60'000;  // Afterwards another worker may take it.
};

/// Messages that are due, oldest first, held by the worker for the lease.
base::Result<std::vector<domain::OutboxMessage>> claim_messages(Transaction& tx,
                                                                Claim const& claim);

/// Delivered. Errors: `message_lost` when the lease ran out and another worker has it.
base::Result<void> finish_message(Transaction& tx, domain::OutboxMessage const& message);

inline constexpr int64_t delivery_attempts_max = 12;  // Some 34 hours with the waits between.

/// Not delivered: waits 30 s, doubled after each attempt up to 6 hours; then the message is dead.
/// Errors: `message_lost`.
base::Result<void> retry_message(Transaction& tx, domain::OutboxMessage const& message,
                                 std::string const& error);

}  // namespace store
