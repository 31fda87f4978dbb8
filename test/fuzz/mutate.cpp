// Mutations by chance, and a last word before a crash.
#include "mutate.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>

namespace fuzz {
namespace {

constexpr size_t input_bytes_max = 4096;
constexpr size_t kept_max = 400;

std::array<char, 1024> last_word;
size_t last_word_size = 0;

void say_last_word(int signal) {
    if (write(STDERR_FILENO, last_word.data(), last_word_size) < 0) _exit(2);
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

std::string escaped(std::string const& text) {
    std::string out;
    for (char c : text.substr(0, 200))
        if (uint8_t(c) >= 0x20 && uint8_t(c) < 0x7F && c != '\\')
            out += c;
        else
            out += fmt::format("\\x{:02X}", uint8_t(c));
    return out;
}

}  // namespace

Mutator::Mutator(uint64_t seed, std::vector<std::string> seeds, std::vector<std::string> words)
    : random_(seed), seeds_(std::move(seeds)), words_(std::move(words)) {
    for (char const* word :
         {"\xEF\xBB\xBF", "\xCC\xCC", "\xE3\x80\x80", "\r\n", "\n", "\t", "\"", "'", "|", ",",
          "2026-02-30", "1e3", "99999999999999999999.99", "-", "甲", "\x7F"})
        words_.emplace_back(word);
    words_.emplace_back(1, '\0');
}

std::string Mutator::next() {
    std::string text = seeds_[random(seeds_.size())];
    for (uint64_t i = 0, count = 1 + random(8); i < count; ++i) change(text);
    if (text.size() > input_bytes_max) text.resize(input_bytes_max);
    return text;
}

void Mutator::keep(std::string input) {
    if (seeds_.size() < kept_max) seeds_.push_back(std::move(input));
}

void Mutator::change(std::string& text) {
    size_t const at = random(text.size() + 1);
    size_t const length = std::min<size_t>(random(16), text.size() - at);
    switch (random(8)) {
        case 0:
            if (at < text.size()) text[at] = char(text[at] ^ char(1u << random(8)));
            break;
        case 1: text.insert(at, 1, char(random(256))); break;
        case 2: text.erase(at, length); break;
        case 3: text.insert(at, text.substr(at, length)); break;
        case 4: text.insert(at, words_[random(words_.size())]); break;
        case 5: text.replace(at, length, words_[random(words_.size())]); break;
        case 6: text.resize(at); break;
        default: {
            std::string const& other = seeds_[random(seeds_.size())];
            size_t const from = random(other.size() + 1);
            text.insert(at, other.substr(from, random(64)));
        }
    }
}

int64_t rounds(int64_t otherwise) {
    char const* const text = std::getenv("ROUNDS");
    return text != nullptr ? std::strtoll(text, nullptr, 10) : otherwise;
}

void note(char const* test, uint64_t seed, int64_t round, std::string const& input) {
    static bool const ready = [] {
        for (int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS, SIGILL})
            std::signal(signal, say_last_word);
        return true;
    }();
    (void)ready;
    auto const end = fmt::format_to_n(last_word.data(), last_word.size(),
                                      "\nfuzz: {} SEED={} round {} input {}\n", test, seed, round,
                                      escaped(input));
    last_word_size = std::min(end.size, last_word.size());
}

}  // namespace fuzz
