/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a program costs that does nothing: linked with what another one is linked with. */
int main(void)
{
	return 0;
}
