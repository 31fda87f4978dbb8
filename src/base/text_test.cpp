// Goal: bytes that are not UTF-8 are found, and LIKE works on characters, not bytes.
#include "base/text.hpp"

#include <gtest/gtest.h>

#include "base/digest.hpp"

namespace base {
namespace {

TEST(Utf8, FindsTheFirstMalformedByte) {
    struct {
        std::string text;
        size_t want;
    } const cases[] = {
        {"plain", std::string::npos},
        {"太原市 Taiyuan", std::string::npos},
        {"12345678\xD2\xF8\xD0\xD0", 8},          // "银行" in GBK after eight ASCII bytes.
        {"\xCC\xAB\xD4\xAD", std::string::npos},  // "太原" in GBK happens to be well-formed UTF-8.
        {"a\xC0\xAF", 1},                         // Overlong "/".
        {"\xED\xA0\x80", 0},                      // Surrogate.
        {"ok\xF4\x90\x80\x80", 2},                // Above U+10FFFF.
        {"abc\xE5\xA4", 3},                       // Cut in the middle.
        {"1234567\xFF", 7},
    };
    for (auto const& c : cases) EXPECT_EQ(find_malformed_utf8(c.text), c.want) << c.text;
}

TEST(Utf8, CutsWholeCharacters) {
    EXPECT_EQ(count_code_points("太原a"), 3u);
    EXPECT_EQ(shorten("太原市小店区", 3), "太原市…");
    EXPECT_EQ(shorten("太原市", 3), "太原市");
    EXPECT_EQ(code_point_range("太原市小店区", 3, 2), "小店");
    EXPECT_EQ(code_point_range("abc", 5, 2), "");
}

TEST(Like, MatchesCharacters) {
    struct {
        char const* text;
        char const* pattern;
        bool want;
    } const cases[] = {
        {"F0211", "F02%", true},  {"F0211", "F02", false},  {"太原市", "太_市", true},
        {"太原市", "__", false},  {"", "%", true},          {"", "", true},
        {"abcabc", "%bc", true},  {"abcabd", "%bc", false}, {"aXbXc", "a%b%c", true},
        {"B0101", "B01__", true}, {"b0101", "B01%", false},
    };
    for (auto const& c : cases)
        EXPECT_EQ(matches_like(c.text, c.pattern), c.want) << c.text << " " << c.pattern;
}

TEST(Text, SmallFunctions) {
    EXPECT_EQ(split("a||b|", '|').size(), 4u);
    EXPECT_EQ(trim(" \t x y \r\n"), "x y");
    EXPECT_EQ(parse_integer("-12"), -12);
    for (char const* bad : {"", "1.0", " 1", "0x1", "9223372036854775808"})
        EXPECT_FALSE(parse_integer(bad)) << bad;
    EXPECT_EQ(decode_gb18030("\xCC\xAB\xD4\xAD\xCA\xD0"), "太原市");
    EXPECT_FALSE(decode_gb18030("\xCC"));
}

TEST(Digest, PublishedVectors) {
    EXPECT_EQ(digest_hex(DigestKind::md5, "abc"), "900150983cd24fb0d6963f7d28e17f72");  // RFC 1321
    EXPECT_EQ(digest_hex(DigestKind::sm3, "abc"),  // GB/T 32905-2016, example 1
              "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    EXPECT_EQ(digest_hex(DigestKind::sha256, "abc"),  // FIPS 180-4
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace base
