// Goal: the folder of a generated province is complete, its logs are right where they should be,
// and the same options write the same bytes.
// Method: two small provinces in the test's own folder, compared file by file and read back.
#include "service/generate.hpp"

#include <gtest/gtest.h>

#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

namespace service {
namespace {

GenerateOptions options_of(std::string const& name, sample::Faults faults) {
    std::string const folder = testing::TempDir() + "wupian_generate_" + name;
    EXPECT_TRUE(base::remove_all(folder).has_value());
    return {.province = {.loans = 1500,
                         .seed = 11,
                         .month_end = *base::make_day(2026, 9, 30),
                         .faults = faults},
            .out = folder};
}

std::string read(std::string const& path) { return base::read_file(path).value_or("unreadable"); }

TEST(Generate, SameOptionsSameFiles) {
    GenerateOptions const first = options_of("first", sample::Faults::all);
    GenerateOptions const second = options_of("second", sample::Faults::all);
    ASSERT_TRUE(generate(first).has_value());
    ASSERT_TRUE(generate(second).has_value());
    std::vector<std::string> const files = *base::list_files_below(first.out);
    EXPECT_EQ(files, *base::list_files_below(second.out));
    EXPECT_GT(files.size(), 80u);
    for (std::string const& file : files)
        EXPECT_EQ(read(first.out + "/" + file), read(second.out + "/" + file)) << file;
}

TEST(Generate, LogsFitTheirFilesWithoutFaults) {
    GenerateOptions options = options_of("logs", sample::Faults::none);
    options.finished = "2026-10-08 09:30:00";
    base::Result<Generated> const done = generate(options);
    ASSERT_TRUE(done.has_value());
    EXPECT_EQ(done->receipts, 1500);
    int checked = 0, zips = 0;
    std::vector<std::string> const files = *base::list_files_below(options.out);
    for (std::string const& file : files) {
        zips += file.ends_with(".zip") ? 1 : 0;
        if (!file.ends_with(".dat")) continue;
        std::string const path = options.out + "/" + file;
        std::string const bytes = read(path);
        int64_t lines = 0;
        for (char c : bytes) lines += c == '\n' ? 1 : 0;
        std::string want(base::file_name(file));
        want += "\n" + base::digest_hex(base::DigestKind::md5, bytes);
        want += "\n" + std::to_string(bytes.size()) + "\n2026-10-08 09:30:00\n";
        want += std::to_string(lines) + "\n";
        EXPECT_EQ(read(path.substr(0, path.size() - 3) + "log"), want) << file;
        ++checked;
    }
    EXPECT_GT(checked, 40);
    EXPECT_EQ(zips, 24);  // One institution, twelve tables, two months.
}

TEST(Generate, KeepsOffAFolderThatHoldsSomething) {
    GenerateOptions const options = options_of("full", sample::Faults::none);
    ASSERT_TRUE(base::make_directories(options.out + "/in").has_value());
    EXPECT_EQ(generate(options).error().code, "output_not_empty");
}

}  // namespace
}  // namespace service
