// Two banks that must not see each other, each with an officer, and a row for every column type.
#pragma once

#include "base/check.hpp"
#include "store/server_for_test.hpp"
#include "store/tables.hpp"

namespace store {

/// Organisations root > a, b; accounts of a and of b who hold every permission the tables ask for.
struct WorldForTest {
    std::string root, a, b;
    std::string account_a, account_b;
};

template <typename T>
T value_of(base::Result<T> result) {
    EXPECT_TRUE(result.has_value())
        << result.error().code << " "
        << (result.error().args.empty() ? "" : result.error().args[0].second);
    CHECK(result.has_value());
    return std::move(*result);
}

/// Raw rows, so that the tests of sessions do not rest on sessions.
WorldForTest make_world(Database& database, Instant now);

Session session_of(Transaction& tx, WorldForTest const& world, bool of_a,
                   Purpose purpose = Purpose::statistics,
                   std::optional<Instant> as_of = std::nullopt);

/// A row of any table that its database accepts, with references to rows made before.
Row sample_row(Transaction& tx, Session const& session, Table const& table);

}  // namespace store
