// Goal: a zip from outside is judged whole before a byte of it is unpacked.
// Method: names that would slip; archives over each limit; a frame changed at every byte.
#include "warehouse/zip_check.hpp"

#include <gtest/gtest.h>

#include "base/folder_for_test.hpp"
#include "warehouse/zip.hpp"

namespace warehouse {
namespace {

TEST(PlainPath, NamesThatStayBelowTheirFolder) {
    for (char const* name : {"a", "a/b.csv", "月/表.csv", "a b", "..a", "a..b/c", "-"})
        EXPECT_TRUE(is_plain_path(name)) << name;
    for (char const* name : {"", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/..", "./a",
                             "a\\b", "C:a", "a\nb", "a\x7f", "\xff"})
        EXPECT_FALSE(is_plain_path(name)) << name;
    EXPECT_FALSE(is_plain_path(std::string(401, 'a')));
    EXPECT_FALSE(is_plain_path(std::string("a\0b", 3)));
}

struct Case {
    base::FolderForTest folder;
    std::string zip = folder.path() + "/a.zip";

    void write(std::vector<std::pair<std::string, std::string>> const& members) const {
        std::vector<std::pair<std::string, std::string>> files;
        for (auto const& [name, bytes] : members)
            files.emplace_back(name, folder.write("m" + std::to_string(files.size()), bytes));
        ASSERT_TRUE(write_zip(zip, files));
        ASSERT_TRUE(stamp_zip(zip));
    }
    std::string code(ZipLimits const& limits = {}) const {
        auto const checked = check_zip(zip, limits);
        return checked ? "" : checked.error().code;
    }
};

TEST(CheckZip, WholeArchivesUnpackAsTheyWere) {
    Case const c;
    c.write({{"a/b.csv", "one"}, {"c", ""}});
    auto const members = check_zip(c.zip, {});
    ASSERT_TRUE(members.has_value()) << members.error().code;
    ASSERT_EQ(members->size(), 2U);
    EXPECT_EQ(members->at(0).name, "a/b.csv");
    EXPECT_EQ(members->at(0).bytes, 3);
    ASSERT_TRUE(extract_zip(c.zip, *members, c.folder.path() + "/out"));
    EXPECT_EQ(base::read_file(c.folder.path() + "/out/a/b.csv"), "one");
    EXPECT_EQ(base::read_file(c.folder.path() + "/out/c"), "");
}

TEST(CheckZip, EachLimit) {
    Case const c;
    c.write({{"a", std::string(1000, 'a')}, {"b", std::string(1000, 'b')}});
    EXPECT_EQ(c.code({.members = 2, .bytes = 2000}), "");
    EXPECT_EQ(c.code({.members = 1, .bytes = 2000}), "zip_bomb");
    EXPECT_EQ(c.code({.members = 2, .bytes = 1999}), "zip_bomb");
    EXPECT_EQ(c.code({.members = 2, .bytes = 999}), "zip_bomb");
    c.write(
        {{"a", std::string(1'000'000, 'a')}});  // Packs to about 1,000 bytes and 4,096 are free.
    EXPECT_EQ(c.code({.ratio = 1000}), "");
    EXPECT_EQ(c.code({.ratio = 100}), "zip_bomb");
}

TEST(CheckZip, EveryChangedByteOfTheFrame) {
    Case const c;
    c.write({{"a", "one"}, {"b", "two"}});
    std::string bytes = base::read_file(c.zip).value();
    for (char& byte : bytes) {
        byte = char(byte ^ 4);
        c.folder.write("a.zip", bytes);
        EXPECT_EQ(c.code(), "zip_changed");
        byte = char(byte ^ 4);
    }
    c.folder.write("a.zip", bytes);
    EXPECT_EQ(c.code(), "");
}

TEST(CheckZip, NamesThatSlip) {
    Case const c;
    c.write({{"../a", "one"}});
    EXPECT_EQ(c.code(), "zip_member_name");
}

}  // namespace
}  // namespace warehouse
