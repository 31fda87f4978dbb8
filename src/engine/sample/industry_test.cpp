// Goal: the industry table answers as the catalogues do, for classes and for coarser codes.
// Method: known answers read off HTP 2017, HTS 2018, SE 2018, PA 2019, EC 2020 and DE 2021; then
// the shape of the table itself: whole groups, in order, each class once.
#include "engine/sample/industry.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace sample {
namespace {

constexpr uint16_t type(int number) { return uint16_t(1u << number); }

TEST(Industry, ClassesStandAsTheCataloguesSay) {
    // C2710 化学药品原料药制造: HTP01, PA05 and SE04 as a whole, EC10 in part.
    Industry const drug = leaf("C2710");
    EXPECT_EQ(standing(drug, Family::htp).whole, Tri::yes);
    EXPECT_EQ(standing(drug, Family::htp).whole_types, type(1));
    EXPECT_EQ(standing(drug, Family::se).whole_types, type(4));
    EXPECT_EQ(standing(drug, Family::pa).whole_types, type(5));
    EXPECT_EQ(standing(drug, Family::ec).in, Tri::yes);
    EXPECT_EQ(standing(drug, Family::ec).whole, Tri::no);
    EXPECT_EQ(standing(drug, Family::hts).in, Tri::no);
    // C3921 通信系统设备制造: three strategic categories, all in part.
    EXPECT_EQ(standing(leaf("C3921"), Family::se).some_types, type(1) | type(2) | type(5));
    EXPECT_EQ(standing(leaf("C3921"), Family::se).whole, Tri::no);
    // M7499 is in no catalogue at all, not even DE05.
    for (int f = 0; f < family_count; ++f)
        EXPECT_EQ(standing(leaf("M7499"), Family(f)).in, Tri::no) << f;
    // J6812 年金保险 is one of the three classes that EC holds as a whole.
    EXPECT_EQ(standing(leaf("J6812"), Family::ec).whole, Tri::yes);
}

TEST(Industry, CoarserCodesAreKnownOnlyWhenTheirClassesAgree) {
    Industry const chips = to_group(leaf("C3973"));  // C397: all HTP03, SE01 in part or whole.
    EXPECT_EQ(industry_text(chips), "C397");
    EXPECT_EQ(standing(chips, Family::htp).whole, Tri::yes);
    EXPECT_EQ(standing(chips, Family::se).in, Tri::yes);
    EXPECT_EQ(standing(chips, Family::se).whole, Tri::unknown);
    Industry const chemicals = to_group(leaf("C2661"));  // C266: only C2664 and C2665 are HTP06.
    EXPECT_EQ(standing(chemicals, Family::htp).in, Tri::unknown);
    EXPECT_EQ(standing(chemicals, Family::htp).some_types, type(6));
    EXPECT_EQ(standing(chemicals, Family::htp).every_types, 0);
    Industry const medicine = to_division(leaf("C2710"));
    EXPECT_EQ(industry_text(medicine), "C27");
    EXPECT_EQ(standing(medicine, Family::htp).whole, Tri::yes);
    EXPECT_EQ(standing(medicine, Family::ec).in, Tri::unknown);
    EXPECT_EQ(standing(outside_industry, Family::se).in, Tri::no);
    EXPECT_EQ(standing(Industry{}, Family::se).in, Tri::unknown);
}

TEST(Industry, FarmingAndFirstProcessing) {
    EXPECT_EQ(is_farming(leaf("A0141")), Tri::yes);
    EXPECT_EQ(is_farming(outside_industry), Tri::no);
    EXPECT_EQ(is_farming(Industry{}), Tri::unknown);
    EXPECT_EQ(is_first_processing(leaf("A0514")), Tri::yes);
    EXPECT_EQ(is_first_processing(leaf("A0512")), Tri::no);
    EXPECT_EQ(is_first_processing(to_group(leaf("A0514"))), Tri::unknown);
    EXPECT_EQ(is_first_processing(to_group(leaf("A0141"))), Tri::no);
}

TEST(Industry, EveryCategoryIsThere) {
    constexpr int counts[] = {6, 8, 9, 7, 12, 4, 0};
    for (int f = 0; f + 1 < family_count; ++f) {
        uint16_t seen = 0;
        for (size_t i = 0; i < class_rows().size(); ++i)
            seen |= standing({Industry::Level::leaf, int16_t(i)}, Family(f)).some_types;
        for (int t = 1; t <= counts[f]; ++t) EXPECT_NE(seen & type(t), 0) << f << " " << t;
    }
}

TEST(Industry, TableIsSortedWithoutRepeats) {
    std::set<std::string> groups;
    std::string_view last, group;
    for (ClassRow const& row : class_rows()) {
        EXPECT_LT(last, row.code);
        last = row.code;
        if (row.code.substr(0, 4) == group) continue;
        group = row.code.substr(0, 4);
        EXPECT_TRUE(groups.insert(std::string(group)).second) << group << " is in two pieces";
    }
}

}  // namespace
}  // namespace sample
