// Goal: instants read back as written, ids sort by time and do not repeat.
// Method: known instants (from `date -u`), malformed texts, 10,000 ids of one millisecond.
#include "store/instant.hpp"

#include <gtest/gtest.h>

#include <set>

namespace store {
namespace {

TEST(Instant, KnownTexts) {
    EXPECT_EQ(instant_text(0), "1970-01-01T00:00:00.000Z");
    // date -u -d 2026-11-23T08:15:30Z +%s is 1795421730.
    EXPECT_EQ(instant_text(1795421730123), "2026-11-23T08:15:30.123Z");
    EXPECT_EQ(parse_instant("2026-11-23T08:15:30.123Z"), 1795421730123);
    for (char const* text :
         {"2026-11-23T08:15:30Z", "2026-11-23 08:15:30.123Z", "2026-02-30T08:15:30.123Z",
          "2026-11-23T24:15:30.123Z", "2026-11-23T08:60:30.123Z", "2026-11-23T08:15:30.123+",
          "2026-11-23T08-15:30.123Z", "2026-11-23T08:1 :30.123Z", ""})
        EXPECT_FALSE(parse_instant(text)) << text;
}

TEST(MakeId, SortsByTimeAndDoesNotRepeat) {
    std::set<std::string> seen;
    for (int i = 0; i < 10000; ++i) {
        std::string const id = make_id(1795421730123);
        EXPECT_TRUE(is_id(id)) << id;
        seen.insert(id);
    }
    EXPECT_EQ(seen.size(), 10000U);
    EXPECT_LT(make_id(1795421730122), *seen.begin());
    EXPECT_GT(make_id(1795421730124), *seen.rbegin());
    // Two zero bits and the 48 of the time are ten signs of five bits.
    EXPECT_EQ(make_id(1).substr(0, 10), "0000000001");
    EXPECT_EQ(make_id(31).substr(0, 10), "000000000z");
    EXPECT_EQ(make_id(32).substr(0, 10), "0000000010");
}

}  // namespace
}  // namespace store
