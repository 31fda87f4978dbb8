// Mutation of inputs for fuzz tests: deterministic by seed, with a dictionary of trouble.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace fuzz {

class Mutator {
public:
    Mutator(uint64_t seed, std::vector<std::string> seeds, std::vector<std::string> words);

    /// A new input: one of the seeds or of the kept inputs, changed one to eight times.
    std::string next();

    /// Keeps an input that did something new, to be changed further.
    void keep(std::string input);

    uint64_t random(uint64_t below) { return random_() % below; }

private:
    void change(std::string& text);

    std::mt19937_64 random_;
    std::vector<std::string> seeds_;
    std::vector<std::string> words_;
};

/// ROUNDS from the environment, or `otherwise`: the gate runs briefly, the soak as long as told.
int64_t rounds(int64_t otherwise);

/// Notes what runs now, so that a crash names the test, the seed and the round.
void note(char const* test, uint64_t seed, int64_t round, std::string const& input);

}  // namespace fuzz
