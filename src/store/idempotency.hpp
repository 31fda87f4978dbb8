// Idempotency keys in the store: begun, spent with the write itself, answered.
#pragma once

#include <optional>
#include <string>

#include "store/database.hpp"

namespace store {

inline constexpr int64_t key_life_ms = 24 * 3'600'000;
inline constexpr int64_t key_begun_max_ms = 10 * 60'000;  // Then a begun key may come again.

/// A key as it was found.
struct KeyFound {
    std::string body_hash;
    int64_t status = 0;  // 0: begun; 1: its write is there, its reply is not; else of the reply.
    std::string reply;   // Media type, line feed, body.
    Instant begun = 0;
};

/// The row of a key: the same for the same tenant, actor and key.
std::string key_row(std::string const& tenant, std::string const& actor, std::string const& key);

struct KeyBegun {
    std::string tenant, actor, key, body_hash;
};

/// None: the key was new and is begun now. One past its life is new again.
base::Result<std::optional<KeyFound>> begin_key(Transaction& tx, KeyBegun const& key);

/// In the transaction of the write. Errors: `idempotency_in_progress` (conflict) when the key is
/// not begun: somebody else has it.
base::Result<void> spend_key(Transaction& tx, std::string const& row);

base::Result<void> answer_key(Transaction& tx, std::string const& row, int64_t status,
                              std::string const& reply);

/// Of a write that was refused: the key may come again. A spent one stays.
base::Result<void> abandon_key(Transaction& tx, std::string const& row);

}  // namespace store
