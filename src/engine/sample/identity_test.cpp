// Goal: invented identifiers are well formed in every check digit and never meet.
// Method: the checkers of base/identifier over many numbers; named days against the calendar.
#include "engine/sample/identity.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/identifier.hpp"
#include "base/seed_for_test.hpp"
#include "engine/sample/dates.hpp"
#include "engine/sample/green.hpp"

namespace sample {
namespace {

TEST(Identity, UsccsAreValidAndDifferent) {
    std::set<std::string> seen;
    for (uint64_t i = 0; i < 20000; ++i) {
        std::string const code(make_uscc("91", "140105", i * 1000 + i % 7).view());
        EXPECT_EQ(base::check_uscc(code), base::IdentifierState::valid) << code;
        EXPECT_EQ(code.substr(8, 3), "MAX");
        EXPECT_TRUE(seen.insert(code).second) << code;
    }
    EXPECT_EQ(base::check_uscc(make_uscc("93", "141121", uscc_numbers - 1).view()),
              base::IdentifierState::valid);
}

TEST(Identity, LeisAreValid) {
    for (uint64_t i = 0; i < 1000; ++i)
        EXPECT_EQ(base::check_lei(make_lei(i * 977).view()), base::IdentifierState::valid) << i;
}

TEST(Identity, PersonKeysHaveTheOfficialForm) {
    SCOPED_TRACE(base::test_seed());
    Random random(base::test_seed());
    ShortText<46> const key = make_person_key("140105", *base::make_day(1980, 2, 3), random);
    EXPECT_EQ(key.size(), 46u);
    EXPECT_EQ(key.view().substr(0, 14), "14010519800203");
    EXPECT_EQ(key.view().find_first_not_of("0123456789abcdef"), std::string_view::npos);
}

TEST(Dates, AreTheDaysTheyAreNamedAfter) {
    EXPECT_EQ(base::to_text(catalogue_published), "2025-07-14");
    EXPECT_EQ(base::to_text(catalogue_in_force), "2025-10-01");
    EXPECT_EQ(base::to_text(first_processing_left_out), "2025-11-20");
    EXPECT_EQ(base::to_text(ex_poor_last), "2026-01-29");
    EXPECT_EQ(base::to_text(lists_begin), "2015-01-01");
}

TEST(GreenItem, CodesFollowTheCatalogue) {
    auto const text = [](int16_t index) {
        std::string out;
        append_green_item(out, index);
        return out;
    };
    EXPECT_EQ(text(0), "1.1.1");
    EXPECT_EQ(text(18), "1.1.19");
    EXPECT_EQ(text(19), "1.2.1");
    EXPECT_EQ(text(electric_car_item()), "9.1.1");
    EXPECT_EQ(text(green_item_count - 1), "9.1.3");
}

}  // namespace
}  // namespace sample
