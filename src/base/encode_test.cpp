// Goal: each content has one text, and texts that no encoder writes are refused.
// Method: the vectors of RFC 4648 §10; a text with leftover bits, with blanks, without padding.
#include "base/encode.hpp"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(Encode, VectorsOfRfc4648) {
    struct Case {
        char const *bytes, *base64, *base32, *hex;
    };
    Case const cases[] = {{"", "", "", ""},
                          {"f", "Zg==", "MY", "66"},
                          {"fo", "Zm8=", "MZXQ", "666f"},
                          {"foo", "Zm9v", "MZXW6", "666f6f"},
                          {"foob", "Zm9vYg==", "MZXW6YQ", "666f6f62"},
                          {"fooba", "Zm9vYmE=", "MZXW6YTB", "666f6f6261"},
                          {"foobar", "Zm9vYmFy", "MZXW6YTBOI", "666f6f626172"}};
    for (Case const& c : cases) {
        EXPECT_EQ(to_base64(c.bytes), c.base64);
        EXPECT_EQ(to_base32(c.bytes), c.base32);
        EXPECT_EQ(to_hex(c.bytes), c.hex);
        EXPECT_EQ(from_base64(c.base64), c.bytes);
        EXPECT_EQ(from_base32(c.base32), c.bytes);
        EXPECT_EQ(from_hex(c.hex), c.bytes);
    }
    EXPECT_EQ(to_base64url("\xfb\xff"), "-_8");
    EXPECT_EQ(from_base64url("-_8"), "\xfb\xff");
    EXPECT_EQ(from_hex("6F"), "o");
}

TEST(Encode, RefusesWhatNoEncoderWrites) {
    for (char const* text :
         {"Zg=", "Zg", "Zh==", "Z===", "Zm 9v", "Zm9v\n", "Zm-v", "====", "=Zm9"})
        EXPECT_FALSE(from_base64(text)) << text;
    for (char const* text : {"Zh", "Z", "Zg==", "Zm+v"}) EXPECT_FALSE(from_base64url(text)) << text;
    for (char const* text : {"M", "MZ1", "mzxq", "MZ"}) EXPECT_FALSE(from_base32(text)) << text;
    for (char const* text : {"6", "6g", "0x66"}) EXPECT_FALSE(from_hex(text)) << text;
}

}  // namespace
}  // namespace base
