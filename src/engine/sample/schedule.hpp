// Schedule: which faults are planted in which rows of one institution, spread evenly over it.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/sample/fault.hpp"
#include "engine/sample/institution.hpp"

namespace sample {

enum class Slot : uint8_t { unit_party, person_party, unit_row, person_row, bill_row, flow_row };
inline constexpr size_t slot_count = 6;

class Schedule {
public:
    /// Every fault once for each institution, those that need a supplement twice, and again until
    /// about 1.5 % of the receipts have one. Empty for a clean institution.
    explicit Schedule(Institution const& bank);

    /// Steps to the next row of the slot; when one is due, returns the first waiting fault that
    /// `fits`, else none. It waits until `take` is called.
    template <typename Fits>
    Fault next(Slot slot, Fits fits) {
        Queue& queue = queues_[size_t(slot)];
        if (queue.waiting.empty() || ++queue.since < queue.spacing) return Fault::none;
        for (Fault fault : queue.waiting)
            if (fits(fault)) return fault;
        queue.since -= 1 + queue.spacing / 8;
        return Fault::none;
    }
    void take(Slot slot, Fault fault);
    /// It did not fit after all: others go first.
    void put_off(Slot slot, Fault fault);

private:
    struct Queue {
        std::vector<Fault> waiting;
        int64_t since = 0, spacing = 1;
    };
    void add(Slot slot, Fault fault) { queues_[size_t(slot)].waiting.push_back(fault); }
    void add_cycle(Institution const& bank, size_t cycle);

    std::array<Queue, slot_count> queues_;
};

}  // namespace sample
