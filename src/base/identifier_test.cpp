// Goal: check digits of public identifiers.
// Method: worked examples whose sums were computed by hand (docs/sources.md, "check digits"):
// public codes of ICBC and GLEIF, synthetic ones otherwise; then each single wrong character must
// be refused.
#include "base/identifier.hpp"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(Uscc, WorkedExamples) {
    EXPECT_EQ(uscc_check_character("91100000100003962"), 'T');  // sum 439, 439 mod 31 = 5, 26 is T
    EXPECT_EQ(uscc_check_character("91140100MA0TEKT17"), '6');  // sum 2257
    EXPECT_EQ(uscc_check_character("91140000MA0H4K5T8"), '2');  // sum 2602
    EXPECT_EQ(uscc_check_character("92140802MA0J2B3C2"), '2');  // sum 2044
    EXPECT_EQ(uscc_check_character("93141121MA0KFARM6"), 'A');  // sum 2594
    for (char const* good : {"91100000100003962T", "91140100MA0TEKT176", "91140000MA0H4K5T82",
                             "92140802MA0J2B3C22", "93141121MA0KFARM6A"})
        EXPECT_NE(check_uscc(good), IdentifierState::wrong_check) << good;
    EXPECT_EQ(check_uscc("91100000100003962T"), IdentifierState::valid);
}

TEST(Uscc, EveryWrongCharacterIsFound) {
    std::string const good = "91140000MA0H4K5T82";
    for (size_t i = 0; i < good.size(); ++i) {
        std::string bad = good;
        bad[i] = bad[i] == '7' ? '3' : '7';
        EXPECT_EQ(check_uscc(bad), IdentifierState::wrong_check) << bad;
    }
    EXPECT_EQ(check_uscc("91140000MA0H4K5T8"), IdentifierState::wrong_shape);
    EXPECT_EQ(check_uscc("91140000MA0H4K5I82"), IdentifierState::wrong_shape);  // No letter I.
}

TEST(Uscc, WrongInnerCodeIsOnlySuspicious) {
    // Position 17 made wrong (8 -> 7), position 18 recomputed for it.
    std::string code = "91140000MA0H4K5T7";
    code += uscc_check_character(code);
    EXPECT_EQ(check_uscc(code), IdentifierState::suspicious);
}

TEST(OrganisationCode, WorkedExamples) {
    EXPECT_EQ(organisation_check_character("10000396"), '2');
    EXPECT_EQ(organisation_check_character("MA0H4K5T"), '8');
    EXPECT_EQ(organisation_check_character("11001004"), 'X');
    EXPECT_EQ(organisation_check_character("MA0J2B3C"), '2');
    EXPECT_EQ(organisation_check_character("MA0TEKT1"), '7');
    EXPECT_EQ(organisation_check_character("MA0KFARM"), '6');
    EXPECT_EQ(organisation_check_character("MA0JABCD"), '1');
    EXPECT_EQ(check_organisation_code("11001004-X"), IdentifierState::valid);
    EXPECT_EQ(check_organisation_code("110010041"), IdentifierState::wrong_check);
}

TEST(ResidentNumber, WorkedExamples) {
    EXPECT_EQ(check_resident_number("140102198001010012"), IdentifierState::valid);  // sum 131
    EXPECT_EQ(check_resident_number("140102198001010020"), IdentifierState::valid);  // sum 133
    EXPECT_EQ(check_resident_number("140102199003070048"), IdentifierState::valid);  // sum 191
    EXPECT_EQ(check_resident_number("140102198001010013"), IdentifierState::wrong_check);
    EXPECT_EQ(check_resident_number("140102198002300012"),
              IdentifierState::wrong_shape);  // 30 February
    EXPECT_EQ(upgrade_resident_number("140102800101001"), "140102198001010012");
}

TEST(Lei, WorkedExamples) {
    EXPECT_EQ(check_lei("5493002ERZU2K9PZDL40"), IdentifierState::valid);
    EXPECT_EQ(check_lei("506700GE1G29325QX363"), IdentifierState::valid);
    EXPECT_EQ(check_lei("529900T8BM49AURSDO55"), IdentifierState::valid);
    EXPECT_EQ(check_lei("300300C1092311000108"), IdentifierState::wrong_check);
    EXPECT_EQ(lei_check_digits("300300SHANXI000001"), "42");
}

}  // namespace
}  // namespace base
