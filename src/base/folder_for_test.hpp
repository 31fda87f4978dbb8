// A temporary folder with files for tests; it goes away with the object.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "base/file.hpp"

namespace base {

class FolderForTest {
public:
    FolderForTest() {
        path_ = std::string(P_tmpdir) + "/wupian_test_XXXXXX";
        EXPECT_NE(mkdtemp(path_.data()), nullptr);
    }
    ~FolderForTest() { (void)remove_all(path_); }
    FolderForTest(FolderForTest const&) = delete;
    FolderForTest& operator=(FolderForTest const&) = delete;

    std::string const& path() const { return path_; }

    /// Writes a file, with the folders above it; returns its path.
    std::string write(std::string const& name, std::string_view text) const {
        std::string const full = path_ + "/" + name;
        EXPECT_TRUE(make_directories(full.substr(0, full.rfind('/'))));
        std::ofstream(full, std::ios::binary) << text;  // No sync: it lives for seconds.
        return full;
    }

private:
    std::string path_;
};

}  // namespace base
