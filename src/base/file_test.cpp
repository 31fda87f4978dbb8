// Goal: a folder is held by one at a time and let go with its holder; copies and links are whole.
// Method: two holders in one process, since the system locks by opened file; files read back.
#include "base/file.hpp"

#include <gtest/gtest.h>

#include "base/folder_for_test.hpp"

namespace base {
namespace {

TEST(FolderLock, OneHolderAtATime) {
    FolderForTest const folder;
    std::string const month = folder.path() + "/run/2026-09";
    {
        auto first = FolderLock::take(month);
        ASSERT_TRUE(first.has_value());
        auto const second = FolderLock::take(month);
        ASSERT_FALSE(second.has_value());
        EXPECT_EQ(second.error().code, "folder_busy");
        EXPECT_TRUE(FolderLock::take(folder.path() + "/run/2026-08").has_value());
        FolderLock const moved = std::move(*first);
        EXPECT_FALSE(FolderLock::take(month).has_value());
    }
    EXPECT_TRUE(FolderLock::take(month).has_value());
}

TEST(FolderLock, ALockIsNoEntryOfTheFolder) {
    FolderForTest const folder;
    auto const lock = FolderLock::take(folder.path());
    ASSERT_TRUE(lock.has_value());
    EXPECT_TRUE(list_directory(folder.path())->empty());
}

TEST(CopyFile, ReplacesAndSaysWhatIsMissing) {
    FolderForTest const folder;
    std::string const from = folder.write("a", "new");
    std::string const to = folder.write("b", "former and longer");
    ASSERT_TRUE(copy_file(from, to).has_value());
    EXPECT_EQ(read_file(to).value_or(""), "new");
    EXPECT_EQ(copy_file(folder.path() + "/none", to).error().code, "file_unreadable");
    EXPECT_EQ(copy_file(from, folder.path() + "/none/b").error().code, "file_unwritable");
    EXPECT_EQ(read_file(to).value_or(""), "new");
}

TEST(LinkFile, AnotherNameForTheSameBytes) {
    FolderForTest const folder;
    std::string const from = folder.write("a", "bytes");
    std::string const to = folder.path() + "/b";
    ASSERT_TRUE(link_file(from, to).has_value());
    ASSERT_TRUE(remove_all(from).has_value());
    EXPECT_EQ(read_file(to).value_or(""), "bytes");
}

}  // namespace
}  // namespace base
