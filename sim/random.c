/* Drawing from a distribution that is given by its quantiles. */
#include "random.h"

uint32_t spread_at(const struct spread *spread, uint64_t number)
{
    static const uint32_t thousandths[QUANTILES] = {0, 100, 500, 900, 990, 1000};
    uint64_t where = (uint32_t)number * UINT64_C(1000); /* in units of 2^-32 thousandths */
    unsigned i = 1;

    while (i < QUANTILES - 1 && where >= (uint64_t)thousandths[i] << 32)
        i++;
    uint64_t from = (uint64_t)thousandths[i - 1] << 32;
    uint64_t step = (where - from) / (thousandths[i] - thousandths[i - 1]); /* of 2^32 */
    return spread->ms[i - 1] + (uint32_t)((spread->ms[i] - spread->ms[i - 1]) * step >> 32);
}
